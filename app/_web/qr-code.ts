// Decides how a text becomes a QR code: one path for an SVG, so that nothing has to be fetched or allowed.
import { encode } from "uqr";

/** A QR code: `size` modules wide and high, quiet zone included; `path` draws the dark ones, one unit each. */
export interface QrCode {
  size: number;
  path: string;
}

const quietZone = 4;

/** The QR code of a text. */
export function qrCode(text: string): QrCode {
  const { data, size } = encode(text, { ecc: "L", border: quietZone });
  const path = data
    .flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])))
    .join("");
  return { size, path };
}
