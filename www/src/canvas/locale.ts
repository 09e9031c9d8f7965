// The visitor's language, as numbers and dates are written in it. Some browsers name one that their own number formats refuse:
// under a POSIX locale WebKit says "C". What else is imported, uPlot for one, asks the browser by itself, so the name is mended there.

export const LOCALE = isLocale(navigator.language) ? navigator.language : "en";

if (navigator.language !== LOCALE) Object.defineProperty(navigator, "language", { value: LOCALE, configurable: true });

function isLocale(name: string): boolean {
  try {
    return Intl.getCanonicalLocales(name).length === 1;
  } catch {
    return false;
  }
}
