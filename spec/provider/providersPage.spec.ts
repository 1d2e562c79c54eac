import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import * as hosted from '../../lib/provider/hostedPresets.js';
import { azure, llamaCpp, lmStudio, ollama, openai, vllm } from '../../lib/provider/presets.js';
import { profiles } from '../../lib/provider/profiles.js';
import type { Provider } from '../../lib/provider/Provider.js';

/** The presets with a row in the table of the page, and the variable that the examples read their key from. */
const PRESETS: readonly (readonly [call: string, provider: Provider, key: string])[] = [
  ['openai()', openai(), 'OPENAI_API_KEY'],
  ['azure({ resource })', azure({ resource: 'mine' }), 'AZURE_API_KEY'],
  ['openRouter()', hosted.openRouter(), 'OPENROUTER_API_KEY'],
  ['geminiCompat()', hosted.geminiCompat(), 'GEMINI_API_KEY'],
  ['deepSeek()', hosted.deepSeek(), 'DEEPSEEK_API_KEY'],
  ['moonshot()', hosted.moonshot(), 'MOONSHOT_API_KEY'],
  ['groq()', hosted.groq(), 'GROQ_API_KEY'],
  ['mistral()', hosted.mistral(), 'MISTRAL_API_KEY'],
  ['xai()', hosted.xai(), 'XAI_API_KEY'],
  ['together()', hosted.together(), 'TOGETHER_API_KEY'],
  ['fireworks()', hosted.fireworks(), 'FIREWORKS_API_KEY'],
  ['cerebras()', hosted.cerebras(), 'CEREBRAS_API_KEY'],
  ['ollama()', ollama(), ''],
  ['lmStudio()', lmStudio(), ''],
  ['vllm()', vllm(), ''],
  ['llamaCpp()', llamaCpp(), ''],
];

const fileText = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** The sources of each row, as the comments in front of it name them. */
const SOURCES = new Map(
  [...fileText('lib/provider/profiles.ts').matchAll(/\/\/ source: ([\s\S]*?)\n {2}(\w+): row\(/g)].map(
    ([, sources = '', name = '']) => [name, sources.replace(/\n\s*\/\/\s*/g, ' ')] as const,
  ),
);

const changesOf = ({ profile }: Provider): string =>
  Object.entries(profile)
    .filter(([name, value]) => {
      const standard: unknown = Reflect.get(profiles.standard, name);
      return name !== 'id' && JSON.stringify(value) !== JSON.stringify(standard);
    })
    .map(([name, value]) => `\`${name}: ${JSON.stringify(value)}\``)
    .join(', ');

const cellsOf = (line: string): readonly string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

const page = fileText('docs/providers.md');

describe('docs/providers.md', () => {
  const rows = page
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map(cellsOf);

  for (const [call, provider, key] of PRESETS)
    it(`says what ${call} is`, () => {
      const { wire, baseUrl, profile } = provider;
      const about = rows.find(([name, api]) => name === `\`${call}\`` && api !== undefined && /^\w+$/.test(api));
      expect(about).to.deep.equal([
        `\`${call}\``,
        wire,
        `\`${baseUrl.replace('mine', '{resource}')}\``,
        key === '' ? '' : `\`${key}\``,
      ]);
      const written = rows.find(([name]) => name === `\`${profile.id}\``);
      expect(written).to.deep.equal([`\`${profile.id}\``, changesOf(provider), SOURCES.get(profile.id) ?? '']);
    });

  for (const name of Object.keys(profiles))
    it(`names the profile ${name}`, () => {
      expect(page).to.include(`\`${name}\``);
    });

  it('is the page that the README names, with all presets in one line', () => {
    const line = fileText('README.md')
      .split('\n\n')
      .find((paragraph) => paragraph.includes('docs/providers.md'));
    for (const [call] of PRESETS) expect(line).to.include(`\`${call.replace(/\(.*/, '')}\``);
    for (const call of ['anthropic', 'gemini']) expect(line).to.include(`\`${call}\``);
  });
});
