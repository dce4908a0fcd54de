import { createI18n } from 'vue-i18n'
import en from './en'
import zhCN from './zh-CN'

export const locales = ['zh-CN', 'en'] as const
export type Locale = (typeof locales)[number]

/** The stored choice, else the browser's language: Chinese of any region is zh-CN, everything else English. */
export function preferredLocale(
  stored?: string,
  browser: readonly string[] = navigator.languages ?? [],
): Locale {
  if (stored === 'zh-CN' || stored === 'en') return stored
  const first = browser.find((language) => /^(zh|en)\b/i.test(language))
  if (first !== undefined) return /^zh/i.test(first) ? 'zh-CN' : 'en'
  return browser.length === 0 ? 'zh-CN' : 'en'
}

export const i18n = createI18n({
  legacy: false,
  locale: 'zh-CN' as Locale,
  fallbackLocale: 'en',
  messages: { 'zh-CN': zhCN, en },
})
