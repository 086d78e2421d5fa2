// What a signature costs with the vendor's own package. run.sh installs it; it is no part of this project.
const { AKSKSigner } = require('@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner');

const rounds = Number(process.argv[2] || 5000);
const credential = {
  getAk: () => '4f5f626b-073f-402f-a1e0-e52171c6100c',
  getSk: () => 'FWTh5tqu2Pb9ZGt8NI09XYZti2V1LTa8useKXMD8',
};

function request(count, bodyBytes) {
  const headers = { 'Content-Type': 'application/json', 'X-Sdk-Date': '20210224T100000Z' };
  for (let i = 3; i < count; ++i) headers[`X-Header-${i}`] = `value of header ${i}`;
  return {
    method: 'POST', endpoint: 'https://api.example.com/v1/projects/0123456789abcdef/orders',
    queryParams: { limit: '20', marker: '77', sort: 'asc' }, headers, data: bodyBytes === 0 ? undefined : 'b'.repeat(bodyBytes - 2),
  };
}

for (const count of [3, 12]) {
  for (const bytes of [0, 1024]) {
    let signed;
    const begin = process.hrtime.bigint();
    for (let i = 0; i < rounds; ++i) signed = AKSKSigner.sign(request(count, bytes), credential);
    const spent = Number(process.hrtime.bigint() - begin) / rounds;
    const text = signed.Authorization || signed.headers && signed.headers.Authorization || '';
    console.log(`npm/sign headers:${count} body:${bytes} ${spent.toFixed(0)} ns ${text.slice(-64, -56)}`);
  }
}
