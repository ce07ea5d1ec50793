import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type LocaleHints, pickLocale } from './locale.ts'

const locale = suite('serve/locale')

const locales = ['vi', 'en', 'pt-BR', 'zh-Hant']
const nothing: LocaleHints = { query: null, cookie: undefined, acceptLanguage: undefined }

locale('is the first of the site where nothing is wished', () => {
  assert.is(pickLocale(locales, nothing), 'vi')
})

locale('is what the reader clicked, before cookie and browser', () => {
  const picked = pickLocale(locales, { query: 'en', cookie: 'preferred_language=vi', acceptLanguage: 'vi' })

  assert.is(picked, 'en')
})

locale('is what the cookie remembers, before the browser', () => {
  assert.is(pickLocale(locales, { ...nothing, cookie: 'a=b; preferred_language=en', acceptLanguage: 'vi' }), 'en')
})

locale('prefers the cookie preferred_language to language', () => {
  assert.is(pickLocale(locales, { ...nothing, cookie: 'language=vi; preferred_language=en' }), 'en')
  assert.is(pickLocale(locales, { ...nothing, cookie: 'language=en' }), 'en')
})

locale('takes no part of a cookie’s name for the name', () => {
  assert.is(pickLocale(locales, { ...nothing, cookie: 'my_language=en; languages=en' }), 'vi')
})

locale('is what the browser prefers', () => {
  assert.is(pickLocale(locales, { ...nothing, acceptLanguage: 'de, en;q=0.5, vi;q=0.1' }), 'en')
})

locale('serves a region with the language where there is nothing closer', () => {
  assert.is(pickLocale(locales, { ...nothing, acceptLanguage: 'en-GB' }), 'en')
  assert.is(pickLocale(locales, { ...nothing, acceptLanguage: 'zh-Hant-TW' }), 'zh-Hant')
})

locale('does not serve a language with one of its regions', () => {
  assert.is(pickLocale(locales, { ...nothing, acceptLanguage: 'pt' }), 'vi')
})

locale('compares without regard to case and gives the site’s own way of writing', () => {
  assert.is(pickLocale(locales, { ...nothing, query: 'PT-br' }), 'pt-BR')
})

locale('goes on to the next wish when one cannot be met', () => {
  const picked = pickLocale(locales, { query: 'xx', cookie: 'preferred_language=yy', acceptLanguage: '*, en;q=0.5' })

  assert.is(picked, 'en')
})

locale('is never what the client made up', () => {
  assert.is(pickLocale(locales, { query: '/evil', cookie: 'language=//evil', acceptLanguage: '---, -, ../..' }), 'vi')
})

locale('is not a language the browser refuses', () => {
  assert.is(pickLocale(locales, { ...nothing, acceptLanguage: 'en;q=0' }), 'vi')
})

locale.run()
