// Compiles the design system into goldenthread/web/static/built/, which is git-ignored
// and goes into the wheel: app.css and app.js. Nothing else is shipped: no fonts, no
// crest, no images of GOV.UK. Run `npm ci --ignore-scripts` first.

import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import esbuild from 'esbuild'
import * as sass from 'sass'

const here = dirname(fileURLToPath(import.meta.url))
const root = dirname(here)
const built = join(root, 'goldenthread', 'web', 'static', 'built')

const css = sass.compile(join(here, 'scss', 'app.scss'), {
  style: 'compressed',
  loadPaths: [join(root, 'node_modules')],
  quietDeps: true
}).css

await mkdir(built, { recursive: true })
await writeFile(join(built, 'app.css'), css)
await esbuild.build({
  entryPoints: [join(here, 'app.js')],
  outfile: join(built, 'app.js'),
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  legalComments: 'inline',
  logLevel: 'warning'
})
console.error(`Built ${built}`)
