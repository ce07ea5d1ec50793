/*
 * Shows the offline page where a page cannot be reached, and nothing else: whatever can be asked for is asked for, and no
 * page, figure or feed is ever kept. What is kept are the offline pages and the files they need.
 *
 * To be rid of it: put in place of all below
 *     addEventListener('install', () => skipWaiting())
 *     addEventListener('activate', (event) => event.waitUntil(registration.unregister()))
 * and take the registration out of islands/offline.ts. Leave this file in its place: browsers that had the old one look
 * here for a new one, and a 404 would leave the old one at work.
 */
const cacheName = 'offline-1'
const languages = ['vi', 'en', 'ru']
const offlinePath = (language) => `/${language}/offline`

addEventListener('install', (event) => {
  skipWaiting()
  event.waitUntil(keepPages())
})

addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([dropOldCaches(), registration.navigationPreload?.enable(), clients.claim()]))
})

addEventListener('fetch', (event) => {
  const { method, mode, url } = event.request
  if (method !== 'GET' || new URL(url).origin !== location.origin) return
  if (mode === 'navigate') event.respondWith(navigate(event))
  else if (/^\/(assets\/|favicon)/.test(new URL(url).pathname)) event.respondWith(need(event.request))
})

async function navigate({ request, preloadResponse }) {
  try {
    return (await preloadResponse) ?? (await fetch(request))
  } catch {
    return (await kept(offlinePath(languageOf(request.url)))) ?? Response.error()
  }
}

/** A file of the offline page, when it cannot be had otherwise. */
async function need(request) {
  try {
    return await fetch(request)
  } catch {
    return (await kept(request.url)) ?? Response.error()
  }
}

async function kept(address) {
  const cache = await caches.open(cacheName)
  return cache.match(address, { ignoreVary: true })
}

function languageOf(url) {
  const named = new URL(url).pathname.split('/')[1]
  const wished = navigator.languages.map((language) => language.slice(0, 2))
  return [named, ...wished].find((language) => languages.includes(language)) ?? languages[0]
}

async function keepPages() {
  const cache = await caches.open(cacheName)
  const pages = await Promise.all(languages.map((language) => keep(cache, offlinePath(language))))
  const files = pages.flatMap((html) => [...html.matchAll(/(?:href|src)="(\/(?:assets\/|favicon)[^"]*)"/g)])
  await Promise.all([...new Set(files.map(([, address]) => address))].map((address) => keep(cache, address)))
}

async function keep(cache, address) {
  const answer = await fetch(address, { cache: 'no-cache' })
  if (!answer.ok) throw new Error(`${address} answers ${answer.status}`)
  const text = answer.clone().text()
  await cache.put(address, answer)
  return text
}

async function dropOldCaches() {
  const names = await caches.keys()
  await Promise.all(names.filter((name) => name !== cacheName).map((name) => caches.delete(name)))
}
