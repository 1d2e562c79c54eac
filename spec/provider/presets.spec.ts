import { expect } from 'chai';
import { isAzureEndpoint } from '../../lib/provider/azureEndpoint.js';
import * as hosted from '../../lib/provider/hostedPresets.js';
import { azure, llamaCpp, lmStudio, ollama, openai, vllm } from '../../lib/provider/presets.js';
import { profileOf } from '../../lib/provider/profileOf.js';
import { profiles } from '../../lib/provider/profiles.js';
import { createProvider } from '../../lib/provider/Provider.js';

describe('presets', () => {
  it('has OpenAI over the Responses API', () => {
    expect(openai()).to.deep.equal(createProvider({ name: 'OpenAI', baseUrl: 'https://api.openai.com/v1' }));
    expect(openai().profile).to.deep.equal(profiles.openai);
  });

  it('sends the organization and the project to OpenAI where they are given', () => {
    expect(openai({ organization: 'org-1', project: 'p' }).headers).to.deep.equal({
      'OpenAI-Organization': 'org-1',
      'OpenAI-Project': 'p',
    });
    expect(openai({ organization: '', project: '' }).headers).to.deep.equal({});
  });

  it('sends the name of the program where that is given', () => {
    expect(openai({ version: '1.2.3', originator: 'my_app' }).headers).to.deep.equal({
      version: '1.2.3',
      originator: 'my_app',
    });
  });

  it("adds the caller's headers to those of a preset, and lets them win", () => {
    const headers = { 'x-a': '1', 'OpenAI-Organization': 'org-2' };
    expect(openai({ organization: 'org-1', headers }).headers).to.deep.equal(headers);
  });

  it('has Azure by its resource, with its API version in the query', () => {
    const provider = azure({ resource: 'mine', apiVersion: '2025-04-01-preview' });
    expect(provider.baseUrl).to.equal('https://mine.openai.azure.com/openai/v1');
    expect(provider.queryParams).to.deep.equal({ 'api-version': '2025-04-01-preview' });
    expect(provider.wire).to.equal('responses');
    expect(isAzureEndpoint(provider)).to.equal(true);
  });

  it('adds query parameters for Azure, and none that is not given', () => {
    expect(azure({ resource: 'mine' }).queryParams).to.deep.equal({});
    expect(azure({ resource: 'mine', apiVersion: 'v', queryParams: { a: '1' } }).queryParams).to.deep.equal({
      'api-version': 'v',
      a: '1',
    });
  });

  it('has Ollama over Chat Completions and LM Studio over the Responses API, on this machine', () => {
    expect(ollama()).to.include({ baseUrl: 'http://localhost:11434/v1', wire: 'chat' });
    expect(lmStudio()).to.include({ baseUrl: 'http://localhost:1234/v1', wire: 'responses' });
  });

  for (const [name, preset] of Object.entries({ openai, ollama, lmStudio }))
    it(`lets one change anything of ${name}`, () => {
      const options = { name: 'mine', baseUrl: 'http://host.example', wire: 'chat', connectTimeout: 5 } as const;
      const changes = { ...options, retry: { maxAttempts: 1 }, profile: { ...profiles.mistral, nulls: true } };
      expect(preset(changes)).to.deep.equal(createProvider(changes));
    });

  const PRESETS: readonly (readonly [keyof typeof profiles, string, 'chat' | 'responses'])[] = [
    ['openRouter', 'https://openrouter.ai/api/v1', 'chat'],
    ['gemini', 'https://generativelanguage.googleapis.com/v1beta/openai', 'chat'],
    ['deepSeek', 'https://api.deepseek.com', 'chat'],
    ['moonshot', 'https://api.moonshot.ai/v1', 'chat'],
    ['groq', 'https://api.groq.com/openai/v1', 'chat'],
    ['mistral', 'https://api.mistral.ai/v1', 'chat'],
    ['xai', 'https://api.x.ai/v1', 'responses'],
    ['together', 'https://api.together.ai/v1', 'chat'],
    ['fireworks', 'https://api.fireworks.ai/inference/v1', 'chat'],
    ['cerebras', 'https://api.cerebras.ai/v1', 'chat'],
    ['vllm', 'http://localhost:8000/v1', 'chat'],
    ['llamaCpp', 'http://localhost:8080/v1', 'chat'],
    ['ollama', 'http://localhost:11434/v1', 'chat'],
    ['lmStudio', 'http://localhost:1234/v1', 'responses'],
    ['openai', 'https://api.openai.com/v1', 'responses'],
  ];
  // `gemini` is the preset of Gemini's own API; its row in the table is for the endpoint over Chat Completions.
  const { geminiCompat, ...others } = hosted;
  const presets = { ...others, gemini: geminiCompat, openai, ollama, lmStudio, vllm, llamaCpp };

  for (const [id, baseUrl, wire] of PRESETS)
    it(`has ${id} with its base URL, its wire and its profile`, () => {
      const preset = Object.entries(presets).find(([name]) => name === id)?.[1];
      expect(preset?.()).to.deep.include({ baseUrl, wire, profile: profiles[id] });
      expect(preset?.({ profile: { callIds: 'max40' } }).profile).to.deep.equal({ ...profiles[id], callIds: 'max40' });
      expect(profiles[id].id).to.equal(id);
    });

  it('has a row for each preset in this table', () => {
    expect(PRESETS.map(([id]) => id).sort()).to.deep.equal(Object.keys(presets).sort());
  });

  const HOSTS: readonly (readonly [string, keyof typeof profiles])[] = [
    ['https://api.openai.com/v1', 'openai'],
    ['https://mine.openai.azure.com/openai/v1', 'azure'],
    ['https://openrouter.ai/api/v1', 'openRouter'],
    ['https://api.moonshot.cn/v1', 'moonshot'],
    ['https://api.together.xyz/v1', 'together'],
    ['https://api.minimax.io/v1', 'miniMax'],
    ['https://api.openai.com.evil.example/v1', 'standard'],
    ['http://127.0.0.1:8080/v1', 'standard'],
    ['no url', 'standard'],
  ];
  for (const [baseUrl, id] of HOSTS)
    it(`knows the profile of ${baseUrl} by its host: ${id}`, () => {
      expect(profileOf(baseUrl)).to.equal(profiles[id]);
      expect(createProvider({ name: 'any', baseUrl }).profile).to.deep.equal(profiles[id]);
    });

  it('takes an option that is undefined for one that is not given', () => {
    const unset = { name: undefined, baseUrl: undefined, headers: undefined, retry: undefined, wire: undefined };
    expect(openai(unset)).to.deep.equal(openai());
    expect(azure({ ...unset, resource: 'mine', apiVersion: undefined })).to.deep.equal(azure({ resource: 'mine' }));
    expect(ollama(unset)).to.deep.equal(ollama());
    expect(lmStudio(unset)).to.deep.equal(lmStudio());
  });
});
