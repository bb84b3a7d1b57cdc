// Makes the page's one file from npm, ../src/main/web/lib/splats.js, so that a build of the program needs no Node.js.
//
//   npm ci && npm run write    builds and writes it
//   npm ci && npm run check    builds it and fails when what is committed is another file
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, '../src/main/web/lib/splats.js');
/** What the bundle is made of; BundleTest knows the same list. */
const SOURCES = ['package.json', 'package-lock.json', 'bundle.js', 'src/splats.js'];
const PACKAGES = ['three', '@sparkjsdev/spark', 'fflate'];

function sourcesHash() {
  const hash = createHash('sha256');
  for (const name of SOURCES) hash.update(readFileSync(join(here, name)));
  return hash.digest('hex');
}

function licences() {
  return PACKAGES.map((name) => {
    const folder = join(here, 'node_modules', name);
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return `${name} ${version}\n\n${readFileSync(join(folder, 'LICENSE'), 'utf8').trim()}`;
  }).join('\n\n----\n\n');
}

async function bundle() {
  const { output } = await build({
    root: here,
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      chunkSizeWarningLimit: 4000,
      lib: { entry: join(here, 'src/splats.js'), formats: ['es'], fileName: 'splats' },
      rollupOptions: { output: { codeSplitting: false } },
    },
  }).then((made) => (Array.isArray(made) ? made[0] : made));
  const scripts = output.filter((part) => part.type === 'chunk');
  if (scripts.length !== 1) throw new Error(`expected one script, got ${scripts.map((s) => s.fileName)}`);
  return `/* Made by ops/web/bundle.js; not to be edited. */\n/* sources sha256 ${sourcesHash()} */\n/*!\n${licences().replaceAll('*/', '* /')}\n*/\n${scripts[0].code}`;
}

const made = await bundle();
if (process.argv.includes('--write')) {
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, made);
  console.log(`wrote ${target}, ${made.length} bytes`);
} else if (!existsSync(target) || readFileSync(target, 'utf8') !== made) {
  console.error('ops/src/main/web/lib/splats.js is not what ops/web makes; run "npm ci && npm run write" in ops/web and commit it');
  process.exit(1);
} else {
  console.log('ops/src/main/web/lib/splats.js is what ops/web makes');
}
