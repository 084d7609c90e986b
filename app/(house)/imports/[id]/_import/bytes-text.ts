/** Sizes of files for people. */

const steps = ["kB", "MB", "GB"] as const;

/** "832 bytes", "14.2 MB": powers of a thousand, one digit after the point below a hundred. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  let size = bytes / 1000;
  let step = 0;
  while (size >= 999.5 && step < steps.length - 1) {
    size /= 1000;
    step++;
  }
  return `${size.toFixed(size < 99.95 ? 1 : 0)} ${steps[step]}`;
}
