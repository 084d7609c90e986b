// Loaded ahead of dependency-cruiser, whose swc parser leaves JSX off (a .tsx file is not readable without it) and does
// not tell imports of types from others. Types are free where a rule allows them: in app/, and beside each other in lib/.
import { createRequire } from "node:module";

const swc = createRequire(import.meta.url)("@swc/core");
const { parseFileSync } = swc;

/** @param {{ type: string, typeOnly?: boolean, source?: { value: string }, specifiers?: { isTypeOnly?: boolean }[] }} statement */
function isOfTypesOnly({ typeOnly, specifiers = [] }) {
  return typeOnly || (specifiers.length > 0 && specifiers.every((specifier) => specifier.isTypeOnly));
}

swc.parseFileSync = (/** @type {string} */ file, /** @type {object} */ options) => {
  const tree = parseFileSync(file, { ...options, tsx: file.endsWith("x") });
  const inApp = /(^|\/)app\//.test(file);
  const isFree = (/** @type {{ source?: { value: string } }} */ { source }) =>
    inApp || source?.value.startsWith("./");
  tree.body = tree.body.filter(
    (/** @type {any} */ statement) => !(isOfTypesOnly(statement) && isFree(statement)),
  );
  return tree;
};
