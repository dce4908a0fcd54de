import { defineStore } from 'pinia'
import { computed, ref, watch, watchEffect } from 'vue'
import { i18n, preferredLocale, type Locale } from '@/locales'
import { local, readItem, writeItem } from './browser-storage'

export type Theme = 'light' | 'dark' | 'auto'

const KEY = 'aiops.preferences'

interface Stored {
  locale?: Locale
  theme: Theme
  sideCollapsed: boolean
  wrapLogs: boolean
}

function load(): Partial<Stored> {
  try {
    return (JSON.parse(readItem(local, KEY) ?? '{}') as Partial<Stored> | null) ?? {}
  } catch {
    return {}
  }
}

/** How this browser shows the pages. Applies itself to the document as soon as it is first used. */
export const usePreferences = defineStore('preferences', () => {
  const stored = load()
  let chosenLocale = stored.locale
  const locale = ref<Locale>(preferredLocale(stored.locale))
  const theme = ref<Theme>(stored.theme === 'light' || stored.theme === 'dark' ? stored.theme : 'auto')
  const sideCollapsed = ref(stored.sideCollapsed === true)
  const wrapLogs = ref(stored.wrapLogs !== false)

  const systemDark = window.matchMedia('(prefers-color-scheme: dark)')
  const systemIsDark = ref(systemDark.matches)
  systemDark.addEventListener('change', (event) => (systemIsDark.value = event.matches))
  const dark = computed(() => theme.value === 'dark' || (theme.value === 'auto' && systemIsDark.value))

  watchEffect(() => {
    document.documentElement.classList.toggle('dark', dark.value)
    document.documentElement.style.colorScheme = dark.value ? 'dark' : 'light'
  })
  watchEffect(() => {
    i18n.global.locale.value = locale.value
    document.documentElement.lang = locale.value
  })
  // Written only when something is chosen: what was never chosen keeps following the browser.
  watch([locale, theme, sideCollapsed, wrapLogs], ([newLocale], [oldLocale]) => {
    chosenLocale = newLocale === oldLocale ? chosenLocale : newLocale
    const value: Stored = {
      locale: chosenLocale,
      theme: theme.value,
      sideCollapsed: sideCollapsed.value,
      wrapLogs: wrapLogs.value,
    }
    writeItem(local, KEY, JSON.stringify(value))
  })

  return { locale, theme, dark, sideCollapsed, wrapLogs }
})
