import { en, type Messages } from './en.ts';
import type { AllMessages } from './en-more.ts';

type Loader = () => Promise<{ messages: AllMessages }>;

/** Every language but English comes when it is used. Keys are BCP 47. */
const LANGUAGES: Record<string, Loader> = {
  ar: () => import('./ar.ts'),
  es: () => import('./es.ts'),
  fr: () => import('./fr.ts'),
  id: () => import('./id.ts'),
  ja: () => import('./ja.ts'),
  'pt-BR': () => import('./pt-BR.ts'),
  'pt-PT': () => import('./pt-PT.ts'),
  ru: () => import('./ru.ts'),
  uk: () => import('./uk.ts'),
  vi: () => import('./vi.ts'),
  'zh-Hans': () => import('./zh-Hans.ts'),
  'zh-Hant': () => import('./zh-Hant.ts'),
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
  const load = LANGUAGES[languageOf(locale)];
  if (!load) return en;
  try {
    return (await load()).messages;
  } catch (cause) {
    console.warn(`liq-heatmap: the words for “${locale}” could not be loaded, English is shown`, cause);
    return en;
  }
}

/** Languages written from right to left among ours. */
export const directionOf = (locale: string): 'rtl' | 'ltr' => (languageOf(locale) === 'ar' ? 'rtl' : 'ltr');
