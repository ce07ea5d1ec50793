/** `npm run docs`: writes what documentation is made from code. */
import { writeFile } from 'node:fs/promises'
import { configurationFile, configurationPage } from './configuration-page.ts'

await writeFile(configurationFile, await configurationPage())
