import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { closest } from './closest.ts'

const near = suite('core/closest')

const names = ['hot', 'mix', 'revalidate', 'sustained', 'REDIS_URL']

near('finds the name behind a letter too many, too few, wrong or out of its place', () => {
  const typed = ['mixx', 'ht', 'revalidafe', 'mxi']

  assert.equal(
    typed.map((name) => closest(name, names)),
    ['mix', 'hot', 'revalidate', 'mix'],
  )
})

near('takes capitals for the same letters', () => {
  assert.is(closest('redis_ulr', names), 'REDIS_URL')
})

near('prefers the name that begins alike', () => {
  assert.is(closest('fsh', ['zsh', 'fish']), 'fish')
})

near('suggests nothing where the names are of another kind', () => {
  assert.is(closest('everything', names), undefined)
})

near.run()
