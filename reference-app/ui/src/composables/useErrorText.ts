import { useI18n } from 'vue-i18n'
import { ApiError } from '@/api/http'

export interface ErrorText {
  /** What happened, in the language of the page. */
  title: string
  /** What the server adds: which id, which holder, what to do. */
  detail?: string
}

/** Says errors in the language of the page: by their stable code, else with the server's own words. */
export function useErrorText() {
  const { t, te } = useI18n()

  function ofCode(code: string, detail = ''): ErrorText {
    const key = `errors.${code}`
    // The fallback locale holds the same keys, so one look is enough.
    if (te(key) || te(key, 'en')) return { title: t(key), detail: detail || undefined }
    return { title: detail || t('errors.UNKNOWN', { code }) }
  }

  function describe(error: unknown): ErrorText {
    if (error instanceof ApiError) return ofCode(error.code, error.unreachable ? '' : error.detail)
    return { title: t('errors.UNKNOWN', { code: error instanceof Error ? error.name : 'ERROR' }) }
  }

  /** One sentence, for where there is room for one only. */
  function sentence(error: unknown): string {
    return describe(error).title
  }

  return { describe, ofCode, sentence }
}
