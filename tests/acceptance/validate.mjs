// Validates JSON files against a schema with Ajv: node validate.mjs SCHEMA FILE...
import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const [schema, ...files] = process.argv.slice(2);
const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false, strictRequired: false });
addFormats(ajv);
const validate = ajv.compile(JSON.parse(readFileSync(schema, "utf8")));
let faults = 0;
for (const file of files) {
  if (!validate(JSON.parse(readFileSync(file, "utf8")))) {
    faults += validate.errors.length;
    for (const error of validate.errors) console.log(`${file}${error.instancePath}: ${error.message}`);
  }
}
process.exit(faults ? 1 : 0);
