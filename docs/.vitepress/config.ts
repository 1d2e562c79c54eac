import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';
import { bundleDevtools } from '../../tools/site/bundleDevtools.js';
import { llmsFullText, llmsText } from '../../tools/site/llmsText.js';

const lib = (path: string): string => fileURLToPath(new URL(`../../lib/${path}`, import.meta.url));

/** Links that leave the pages lead to files of the repository, which the site does not have: their text stays. */
const isRepositoryFile = (href: string): boolean => href.startsWith('../');

/** Makes the anchor of a heading as GitHub does, so that one link serves there and here. */
const slugify = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\- _]/gu, '')
    .replaceAll(' ', '-');

export default defineConfig({
  title: 'codex-rx',
  description: "Stream a language model's answer as an RxJS 7 Observable.",
  outDir: '../site',
  cacheDir: '../node_modules/.cache/vitepress',
  lastUpdated: false,
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: '/icon.svg' }]],
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    anchor: { slugify },
    config: (md) => {
      md.core.ruler.push('repository_files', ({ tokens }) => {
        for (const { children } of tokens) {
          let open = false;
          for (const token of children ?? []) {
            if (token.type === 'link_open' && isRepositoryFile(token.attrGet('href') ?? '')) {
              open = true;
              token.type = 'html_inline';
              token.content = '<code>';
            } else if (token.type === 'link_close' && open) {
              open = false;
              token.type = 'html_inline';
              token.content = '</code>';
            }
          }
        }
      });
    },
  },
  // The home page of the theme has no main landmark.
  transformHtml: (html) => html.replace('<div class="VPContent is-home"', '<div role="main" class="VPContent is-home"'),
  buildEnd: async ({ outDir, srcDir }) => {
    await bundleDevtools(`${outDir}/devtools/devtools.js`);
    const pages = readdirSync(srcDir)
      .filter((file) => file.endsWith('.md') && file !== 'index.md')
      .map((file) => ({ path: file.replace('.md', ''), text: readFileSync(`${srcDir}/${file}`, 'utf8') }));
    writeFileSync(`${outDir}/llms.txt`, llmsText(pages));
    writeFileSync(`${outDir}/llms-full.txt`, llmsFullText(pages));
  },
  // The playground runs the sources: what is shown is what would be released.
  vite: {
    resolve: {
      alias: [
        { find: /^codex-rx$/, replacement: lib('index.ts') },
        { find: /^codex-rx\/testing$/, replacement: lib('testing/index.ts') },
      ],
    },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Guide', link: '/start' },
      { text: 'Recipes', link: '/recipes' },
      { text: 'Operators', link: '/operators/http' },
      { text: 'API', link: '/api/index.html', target: '_self' },
    ],
    sidebar: [
      {
        text: 'Guide',
        items: [
          { text: 'Get started', link: '/start' },
          { text: 'Concepts', link: '/concepts' },
          { text: 'Recipes', link: '/recipes' },
          { text: 'Playground', link: '/playground' },
        ],
      },
      {
        text: 'Requests',
        items: [
          { text: 'Clients', link: '/clients' },
          { text: 'Providers', link: '/providers' },
          { text: 'One prompt, four APIs', link: '/wires' },
          { text: 'Credentials', link: '/auth' },
          { text: 'An API of your own', link: '/own-api' },
          { text: 'Limits and defaults', link: '/defaults' },
          { text: 'Errors', link: '/errors' },
        ],
      },
      {
        text: 'Answers',
        items: [
          { text: 'Events', link: '/events' },
          { text: 'Tools', link: '/tools' },
          { text: 'Structured output', link: '/structured-output' },
          { text: 'Folds', link: '/folds' },
          { text: 'The Codex agent', link: '/agent' },
        ],
      },
      {
        text: 'Pages and frameworks',
        items: [
          { text: 'UI frameworks', link: '/ui' },
          { text: 'Relay', link: '/relay' },
          { text: 'AG-UI', link: '/ag-ui' },
          { text: 'Production', link: '/production' },
        ],
      },
      {
        text: 'Operation',
        items: [
          { text: 'The command line', link: '/cli' },
          { text: 'Logs, hooks, spans', link: '/observability' },
          { text: 'Devtools', link: '/devtools' },
          { text: 'Cost of a burst', link: '/cost' },
          { text: 'Cost of short and open answers', link: '/performance' },
          { text: 'Troubleshooting', link: '/troubleshooting' },
          { text: 'Questions', link: '/faq' },
        ],
      },
      {
        text: 'Testing',
        items: [
          { text: 'Marble tests', link: '/testing' },
          { text: '.marble files', link: '/marble-files' },
          { text: 'A strict server', link: '/strict-server' },
        ],
      },
      {
        text: 'Operators',
        items: [
          { text: 'Requests and responses', link: '/operators/http' },
          { text: 'Framing and silence', link: '/operators/framing' },
          { text: 'Frames to events', link: '/operators/decode' },
          { text: 'Answers', link: '/operators/answer' },
          { text: 'Tools', link: '/operators/tools' },
          { text: 'Flow', link: '/operators/flow' },
          { text: 'Telemetry', link: '/operators/telemetry' },
        ],
      },
      {
        text: 'Background',
        items: [
          { text: 'Comparison', link: '/comparison' },
          { text: 'Migration', link: '/migration' },
          { text: 'The wire', link: '/wire' },
          { text: 'Decisions', link: '/decisions' },
        ],
      },
    ],
  },
});
