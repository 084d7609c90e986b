// Text of any UTF-16 units, also such as make no character.
import fc from "fast-check";

export const anyText = fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) });
