import { en, type Messages } from './en.ts';
import type { AllMessages } from './en-more.ts';

type Language = {
  load: () => Promise<{ messages: AllMessages }>;
  /** Absent where it is written from left to right. */
  direction?: 'rtl';
};

/** Every language but English, which is there; these come when they are used. Keys are BCP 47. */
export const LANGUAGES: Readonly<Record<string, Language>> = {
  ar: { load: () => import('./ar.ts'), direction: 'rtl' },
  es: { load: () => import('./es.ts') },
  fr: { load: () => import('./fr.ts') },
  id: { load: () => import('./id.ts') },
  ja: { load: () => import('./ja.ts') },
  'pt-BR': { load: () => import('./pt-BR.ts') },
  'pt-PT': { load: () => import('./pt-PT.ts') },
  ru: { load: () => import('./ru.ts') },
  uk: { load: () => import('./uk.ts') },
  vi: { load: () => import('./vi.ts') },
  'zh-Hans': { load: () => import('./zh-Hans.ts') },
  'zh-Hant': { load: () => import('./zh-Hant.ts') },
};

/** The language that serves a locale, as a key above; `en` where there is none. */
export function languageOf(locale: string): string {
  const { language, script, region } = new Intl.Locale(locale).maximize();
  if (language === 'zh') return `zh-${script}`;
  if (language === 'pt') return region === 'BR' ? 'pt-BR' : 'pt-PT';
  return Object.hasOwn(LANGUAGES, language) ? language : 'en';
}

/** The words for a locale; English when they cannot be loaded. */
export async function messagesFor(locale: string): Promise<Messages> {
  const language = LANGUAGES[languageOf(locale)];
  if (!language) return en;
  try {
    return (await language.load()).messages;
  } catch (cause) {
    console.warn(`liq-heatmap: the words for “${locale}” could not be loaded, English is shown`, cause);
    return en;
  }
}

/** How the words for a locale are written. */
export const directionOf = (locale: string): 'rtl' | 'ltr' =>
  LANGUAGES[languageOf(locale)]?.direction ?? 'ltr';
