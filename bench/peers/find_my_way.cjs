// Times find-my-way on the github workload of this bench: one router a host, as in its users' virtual hosts.
//
//     NODE_PATH=... node find_my_way.cjs FOLDER NAME...
//
// One line of JSON a list: {"peer":"find_my_way","row":"github/hits","version":"9.3.0","ns":250.1}
"use strict";
const fs = require("node:fs");
const makeRouter = require("find-my-way");
const version = require("find-my-way/package.json").version;

const rows = (file) => fs.readFileSync(file, "utf8").trimEnd().split("\n").map((line) => line.split("\t"));
const pattern = (path) => path.replace(/\{\*\w+\}/g, "*").replace(/\{(\w+)\}/g, ":$1");

let characters = 0;

function find(routers, [, host, method, path]) {
  const router = routers.get(host);
  const found = router === undefined ? null : router.find(method, path);
  if (found === null) return null;
  for (const name in found.params) characters += found.params[name].length;
  return found.store;
}

function median(routers, list) {
  for (let i = 0; i < 200; ++i) for (const row of list) find(routers, row);
  const passes = [];
  for (const end = Date.now() + 1000; passes.length < 7 || Date.now() < end;) {
    const start = process.hrtime.bigint();
    for (const row of list) find(routers, row);
    passes.push(Number(process.hrtime.bigint() - start) / list.length);
  }
  return passes.sort((a, b) => a - b)[passes.length >> 1];
}

const [folder, ...names] = process.argv.slice(2);
for (const name of names) {
  const routers = new Map();
  for (const [id, host, method, path] of rows(`${folder}/${name}.routes.tsv`)) {
    if (!routers.has(host)) routers.set(host, makeRouter());
    routers.get(host).on(method, pattern(path), () => {}, id);
  }
  const lists = { hits: rows(`${folder}/${name}.hits.tsv`), misses: rows(`${folder}/${name}.misses.tsv`) };
  for (const row of lists.hits) if (find(routers, row) !== row[0]) throw new Error(`wrong: ${row}`);
  for (const row of lists.misses) if (find(routers, row) !== null) throw new Error(`found: ${row}`);
  for (const [list, questions] of Object.entries(lists))
    console.log(JSON.stringify({ peer: "find_my_way", row: `${name}/${list}`, version, ns: median(routers, questions) }));
}
if (characters === 0) throw new Error("no value was read");
