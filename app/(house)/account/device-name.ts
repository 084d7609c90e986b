// Decides what a person is told of a browser, from what it called itself.

/** In this order: each of them calls itself by the names of those below as well. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\/|\bEdgiOS\//, "Edge"],
  [/\bOPR\/|\bOPT\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\bVivaldi\//, "Vivaldi"],
  [/\bFirefox\/|\bFxiOS\//, "Firefox"],
  [/\b(?:Headless)?Chrome\/|\bCriOS\//, "Chrome"],
  [/\bSafari\//, "Safari"],
];

const systems: readonly (readonly [RegExp, string])[] = [
  [/\b(?:iPhone|iPad|iPod)\b/, "iOS"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b|\bMacintosh\b/, "macOS"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bLinux\b|\bX11\b/, "Linux"],
];

/** Browser and system as far as they are known; a program that is no browser by its own name (`curl`). */
export function deviceName(userAgent: string | null): { browser: string | null; system: string | null } {
  const text = (userAgent ?? "").slice(0, 300);
  const nameOf = (names: typeof browsers) => names.find(([pattern]) => pattern.test(text))?.[1] ?? null;
  const own = /^([A-Za-z][\w.-]{0,30})\//.exec(text)?.[1] ?? null;
  return { browser: nameOf(browsers) ?? (own === "Mozilla" ? null : own), system: nameOf(systems) };
}
