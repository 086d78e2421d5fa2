// Times the vendor's own package for npm on the messages of sign_bench; the signature of the smallest one is checked first.
//
//     NODE_PATH=.../node_modules node sign_npm.cjs
//
// One line of JSON a message: {"peer":"sign_npm","row":"headers:12/body:0","version":"3.1.211","ns":32000.0}
const { AKSKSigner } = require('@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner');
const { version } = require('@huaweicloud/huaweicloud-sdk-core/package.json');

const credential = {
  getAk: () => '4f5f626b-073f-402f-a1e0-e52171c6100c',
  getSk: () => 'FWTh5tqu2Pb9ZGt8NI09XYZti2V1LTa8useKXMD8',
};

// The package writes a text as JSON, in quotes.
function request(count, bodyBytes) {
  const headers = { 'Content-Type': 'application/json', 'X-Sdk-Date': '20210224T100000Z' };
  for (let i = 3; i < count; ++i) headers[`X-Header-${i}`] = `value of header ${i}`;
  return {
    method: 'POST', endpoint: 'https://api.example.com/v1/projects/0123456789abcdef/orders',
    queryParams: { limit: '20', marker: '77', sort: 'asc' }, headers,
    data: bodyBytes === 0 ? undefined : 'b'.repeat(bodyBytes - 2),
  };
}

function sign(message) {
  const signed = AKSKSigner.sign(message, credential);
  return signed.Authorization || signed.headers.Authorization;
}

const first = sign(request(3, 0));
if (!first.endsWith('Signature=64912e069aa664a98f1a16468a9d16b7c0c02b141f9a8e07dcfc91e00f860d03')) throw new Error(`another signature: ${first}`);
for (const count of [3, 12]) {
  for (const bytes of [0, 1024, 65536, 12582912]) {
    const passes = [];
    const rounds = bytes > 1e6 ? 1 : bytes > 10000 ? 20 : 500;
    for (let pass = 0; pass < (bytes > 1e6 ? 5 : 20); ++pass) {
      const messages = Array.from({ length: rounds }, () => request(count, bytes));
      const begin = process.hrtime.bigint();
      for (const message of messages) sign(message);
      passes.push(Number(process.hrtime.bigint() - begin) / rounds);
    }
    passes.sort((a, b) => a - b);
    const ns = passes[passes.length >> 1];
    console.log(JSON.stringify({ peer: 'sign_npm', row: `headers:${count}/body:${bytes}`, version, ns }));
  }
}
