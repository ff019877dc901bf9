// Validates JSON files, or each line of JSON Lines, against a schema with Ajv: node validate.mjs SCHEMA FILE...
import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const [schema, ...files] = process.argv.slice(2);
const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false, strictRequired: false });
addFormats(ajv);
const validate = ajv.compile(JSON.parse(readFileSync(schema, "utf8")));
let faults = 0;
for (const file of files) {
  const text = readFileSync(file, "utf8");
  const documents = file.endsWith(".jsonl") ? text.trimEnd().split("\n") : [text];
  for (const [index, document] of documents.entries()) {
    if (validate(JSON.parse(document))) continue;
    faults += validate.errors.length;
    const place = file.endsWith(".jsonl") ? `${file}:${index + 1}:` : file;
    for (const error of validate.errors) console.log(`${place}${error.instancePath}: ${error.message}`);
  }
}
process.exit(faults ? 1 : 0);
