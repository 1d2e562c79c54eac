import { expect } from 'chai';
import { isAzureEndpoint } from '../../lib/provider/azureEndpoint.js';
import { azure, lmStudio, ollama, openai } from '../../lib/provider/presets.js';
import { createProvider } from '../../lib/provider/Provider.js';

describe('presets', () => {
  it('has OpenAI over the Responses API', () => {
    expect(openai()).to.deep.equal(createProvider({ name: 'OpenAI', baseUrl: 'https://api.openai.com/v1' }));
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
      expect(preset({ ...options, retry: { maxAttempts: 1 } })).to.deep.equal(
        createProvider({ ...options, retry: { maxAttempts: 1 } }),
      );
    });

  it('takes an option that is undefined for one that is not given', () => {
    const unset = { name: undefined, baseUrl: undefined, headers: undefined, retry: undefined, wire: undefined };
    expect(openai(unset)).to.deep.equal(openai());
    expect(azure({ ...unset, resource: 'mine', apiVersion: undefined })).to.deep.equal(azure({ resource: 'mine' }));
    expect(ollama(unset)).to.deep.equal(ollama());
    expect(lmStudio(unset)).to.deep.equal(lmStudio());
  });
});
