// The vendor's SDK as a client. A JSON object a line in: {"method", "url", "query", "headers", "data", "key", "secret",
// "send_to"}; a line out: {"headers"} as the SDK signs them and, with "send_to", {"status", "body"} of the answer.
const {AKSKSigner} = require('@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner');
const axios = require('axios');
const readline = require('readline');

function sign(order) {
  const request = {
    method: order.method, endpoint: order.url, headers: {...order.headers}, queryParams: order.query || {}, data: order.data,
  };
  return AKSKSigner.sign(request, {getAk: () => order.key, getSk: () => order.secret});
}

async function send(order, headers) {
  const target = new URL(order.url);
  const answer = await axios.request({
    method: order.method, url: order.send_to + target.pathname, params: order.query, data: order.data, headers,
    validateStatus: () => true, transformResponse: (body) => body, proxy: false,
  });
  return {status: answer.status, body: answer.data};
}

async function main() {
  for await (const line of readline.createInterface({input: process.stdin})) {
    const order = JSON.parse(line);
    const headers = sign(order);
    const answer = order.send_to ? await send(order, headers) : {};
    console.log(JSON.stringify({headers, ...answer}));
  }
}

main();
