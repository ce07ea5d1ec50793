/** A text of somebody else, short and without keys: neither those given nor what stands where keys stand. */
export function redact(text: string, secrets: readonly string[]): string {
  const forms = secrets.filter((secret) => secret !== '').flatMap((secret) => [secret, encodeURIComponent(secret)])
  const clean = forms.reduce((rest, form) => rest.replaceAll(form, '***'), text)
  const line = clean.replace(keyPattern, '$1***').replace(/\s+/g, ' ')
  return line.length > maxLength ? `${line.slice(0, maxLength)}...` : line
}

const keyPattern =
  /\b((?:secret|token|x_cg_demo_api_key|CMC_PRO_API_KEY|x-cg-demo-api-key|X-CMC_PRO_API_KEY|X-Finnhub-Token)["']?\s*[=:]\s*["']?)[^\s&"',;}]+/gi

const maxLength = 200
