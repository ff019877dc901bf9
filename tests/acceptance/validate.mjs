// Validates JSON files, or each line of JSON Lines, against a schema with Ajv: node validate.mjs SCHEMA [FILE...]
// The schema must compile in Ajv's strictest mode without a warning; without a file that is all.
import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const [schema, ...files] = process.argv.slice(2);
const said = [];
const say = (...words) => said.push(words.join(" "));
const ajv = new Ajv({ allErrors: true, strict: true, logger: { log: say, warn: say, error: say } });
addFormats(ajv);
const validate = ajv.compile(JSON.parse(readFileSync(schema, "utf8")));
for (const line of said) console.log(line);
let faults = said.length;
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
