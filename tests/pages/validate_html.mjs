// Reads pages, one a line as JSON text, and answers each with a line: what html-validate finds in it, as JSON.
// The folder with node_modules is its argument.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const require = createRequire(pathToFileURL(`${process.argv[2]}/`));
const { HtmlValidate, StaticConfigLoader } = require("html-validate");
const rules = {
  "aria-label-misuse": ["error", { allowAnyNamable: true }],
  "form-dup-name": ["error", { shared: ["radio", "checkbox", "button", "submit"] }],
  "long-title": "off", // style, as the next two
  "no-trailing-whitespace": "off",
  "tel-non-breaking": "off",
};
const validator = new HtmlValidate(new StaticConfigLoader({ extends: ["html-validate:recommended"], rules }));

for await (const line of createInterface({ input: process.stdin })) {
  const report = await validator.validateString(JSON.parse(line));
  const found = report.results.flatMap((one) => one.messages);
  const lines = JSON.parse(line).split("\n");
  console.log(JSON.stringify(found.map((one) => `${one.ruleId}: ${one.message}, in ${lines[one.line - 1].slice(Math.max(0, one.column - 40), one.column + 80)}`)));
}
