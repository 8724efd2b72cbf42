/** The locale of an element: its own, else the nearest `lang` around it, else the browser's. */
export function localeOf(element: HTMLElement & { locale: string }): string {
  const around = element.closest<HTMLElement>('[lang]')?.lang;
  for (const tag of [element.locale, around, navigator.language]) {
    const known = tag && canonical(tag);
    if (known) return known;
  }
  return 'en';
}

/** The tag in its canonical form; undefined where it is none, for a page may carry any word in `lang`. */
function canonical(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch (cause) {
    if (cause instanceof RangeError) return undefined;
    throw cause;
  }
}
