import { ElMessage } from 'element-plus'
import { useI18n } from 'vue-i18n'

/** Older way for pages that are not served over HTTPS or from this host, where the clipboard API is missing. */
function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea')
  area.value = text
  area.setAttribute('readonly', '')
  area.style.position = 'fixed'
  area.style.opacity = '0'
  document.body.append(area)
  area.select()
  const copied = document.execCommand('copy')
  area.remove()
  return copied
}

export function useClipboard() {
  const { t } = useI18n()

  /** Copies and says so; answers whether it worked. */
  async function copy(text: string, said = t('common.copied')): Promise<boolean> {
    let copied: boolean
    try {
      await navigator.clipboard.writeText(text)
      copied = true
    } catch {
      copied = copyBySelection(text)
    }
    ElMessage({ message: copied ? said : t('common.copyFailed'), type: copied ? 'success' : 'warning' })
    return copied
  }

  return { copy }
}
