import type { PageContext } from 'enddel'

/** Everybody may read everything; those who gather for AI are named, since some of them look for their own name alone. */
export function robots(_data: object, page: PageContext): string {
  return [
    'User-agent: *',
    ...aiCrawlers.map((name) => `User-agent: ${name}`),
    'Allow: /',
    '',
    `Sitemap: ${page.url('/sitemap.xml')}`,
    '',
  ].join('\n')
}

const aiCrawlers = [
  'GPTBot',
  'OAI-SearchBot',
  'ChatGPT-User',
  'ClaudeBot',
  'Claude-SearchBot',
  'Claude-User',
  'PerplexityBot',
  'Perplexity-User',
  'Google-Extended',
  'Applebot-Extended',
  'Amazonbot',
  'meta-externalagent',
  'CCBot',
]
