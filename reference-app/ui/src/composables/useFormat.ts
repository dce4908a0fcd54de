import { useI18n } from 'vue-i18n'

const KIB = 1024

export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  let value = bytes
  let unit = 0
  while (value >= KIB && unit < units.length - 1) {
    value /= KIB
    unit += 1
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`
}

export function useFormat() {
  const { t, locale } = useI18n()

  /** The two largest units; a running clock never shows a negative time. */
  function duration(milliseconds: number): string {
    const total = Math.max(0, Math.floor(milliseconds / 1000))
    const d = Math.floor(total / 86_400)
    const h = Math.floor((total % 86_400) / 3_600)
    const m = Math.floor((total % 3_600) / 60)
    const s = total % 60
    if (d > 0) return t('time.d', { d, h })
    if (h > 0) return t('time.h', { h, m })
    if (m > 0) return t('time.m', { m, s })
    return t('time.s', { s })
  }

  /** As {@link duration}, with a fraction where the whole took less than ten seconds. */
  function exactDuration(milliseconds: number): string {
    if (milliseconds >= 0 && milliseconds < 10_000)
      return t('time.s', { s: (milliseconds / 1000).toFixed(1) })
    return duration(milliseconds)
  }

  function ago(iso: string, now: number): string {
    const seconds = Math.floor((now - Date.parse(iso)) / 1000)
    if (seconds < 5) return t('time.now')
    if (seconds < 60) return t('time.secondsAgo', { count: seconds })
    if (seconds < 3_600) return t('time.minutesAgo', { count: Math.floor(seconds / 60) })
    if (seconds < 86_400) return t('time.hoursAgo', { count: Math.floor(seconds / 3_600) })
    return t('time.daysAgo', { count: Math.floor(seconds / 86_400) })
  }

  function dateTime(time: string | number): string {
    return new Intl.DateTimeFormat(locale.value, {
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hour12: false,
    }).format(new Date(time))
  }

  function clock(time: number): string {
    return new Intl.DateTimeFormat(locale.value, {
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hour12: false,
    }).format(new Date(time))
  }

  return { duration, exactDuration, ago, dateTime, clock, bytes: formatBytes }
}
