import { expect } from 'chai';
import * as codex from '../../../lib/index.js';
import {
  apiKeyAuth,
  azure,
  bearerAuth,
  ChatClient,
  GeminiClient,
  isApiError,
  MessagesClient,
  openai,
  ResponsesClient,
  type AuthProvider,
  type Provider,
} from '../../../lib/index.js';
import { outcomeOf } from '../../support/collect.js';
import { useServer } from '../../support/scripted.js';

type Preset = (options?: { readonly baseUrl?: string | undefined }) => Provider;

const PRESETS: Readonly<Record<string, Preset>> = {
  anthropic: codex.anthropic,
  cerebras: codex.cerebras,
  deepSeek: codex.deepSeek,
  fireworks: codex.fireworks,
  gemini: codex.gemini,
  geminiCompat: codex.geminiCompat,
  groq: codex.groq,
  llamaCpp: codex.llamaCpp,
  lmStudio: codex.lmStudio,
  mistral: codex.mistral,
  moonshot: codex.moonshot,
  ollama: codex.ollama,
  openai: codex.openai,
  openRouter: codex.openRouter,
  together: codex.together,
  vllm: codex.vllm,
  xai: codex.xai,
};

/** Keys as they come from files and variables. */
const READ_KEYS = ['the-key\n', 'the-key\r\n', '  the-key', '\tthe-key ', '\ufeffthe-key\n'];
const BROKEN_KEYS = ['the-\nkey', 'the-key\r\nx-injected: 1', 'clé-à-Å-Ω', '👍'];

const CLIENTS: Readonly<Record<string, (baseUrl: string, auth: AuthProvider) => ResponsesClient | ChatClient>> = {
  responses: (baseUrl, auth) => new ResponsesClient({ provider: openai({ baseUrl }), auth }),
  chat: (baseUrl, auth) => new ChatClient({ provider: openai({ baseUrl }), auth }),
};

describe('settings of the environment', () => {
  const using = useServer();

  for (const [name, preset] of Object.entries(PRESETS))
    for (const baseUrl of ['', ' ', undefined])
      it(`F10: the preset ${name} takes the base URL ${JSON.stringify(baseUrl)} for none`, () => {
        expect(preset({ baseUrl }).baseUrl)
          .to.equal(preset().baseUrl)
          .and.to.match(/^https?:/);
      });

  it('F10: so does azure', () => {
    expect(azure({ resource: 'mine', baseUrl: '' }).baseUrl).to.equal(azure({ resource: 'mine' }).baseUrl);
  });

  for (const [wire, clientAt] of Object.entries(CLIENTS)) {
    for (const key of READ_KEYS)
      it(`F10: sends the key ${JSON.stringify(key)} without its blanks: ${wire}`, async () => {
        for (const auth of [bearerAuth(key), bearerAuth(() => Promise.resolve(key))])
          expect((await outcomeOf(clientAt(using.server.baseUrl, auth).streamPrompt('m', 'x'))).error).to.equal(
            undefined,
          );
        expect(using.server.requests.map(({ headers }) => headers['authorization'])).to.deep.equal([
          'Bearer the-key',
          'Bearer the-key',
        ]);
      });

    for (const key of BROKEN_KEYS)
      it(`F10: sends nothing with the key ${JSON.stringify(key)}: ${wire}`, async () => {
        const { error } = await outcomeOf(clientAt(using.server.baseUrl, bearerAuth(key)).streamPrompt('m', 'x'));
        expect(isApiError(error) && error.message).to.match(/the API key must not contain line breaks/);
        expect(isApiError(error) && error.message).not.to.contain(key);
        expect(using.server.requests).to.deep.equal([]);
      });

    it(`F10: sends nothing with an account id that is not legal in a header: ${wire}`, async () => {
      const auth = { bearerToken: () => 'the-key', accountId: () => 'a\nb' };
      const { error } = await outcomeOf(clientAt(using.server.baseUrl, auth).streamPrompt('m', 'x'));
      expect(isApiError(error) && error.message).to.match(/the account id must not contain line breaks/);
      expect(using.server.requests).to.deep.equal([]);
    });
  }

  it('F10: the headers x-api-key and x-goog-api-key carry the key without its blanks', async () => {
    const { baseUrl } = using.server;
    const messages = { provider: codex.anthropic({ baseUrl }), auth: apiKeyAuth('x-api-key', 'the-key\n') };
    const gemini = { provider: codex.gemini({ baseUrl }), auth: apiKeyAuth('x-goog-api-key', 'the-key\n') };
    await outcomeOf(new MessagesClient(messages).streamPrompt('m', 'x'));
    await outcomeOf(new GeminiClient(gemini).streamPrompt('m', 'x'));
    const [first, second] = using.server.requests;
    expect([first?.headers['x-api-key'], second?.headers['x-goog-api-key']]).to.deep.equal(['the-key', 'the-key']);
  });
});
