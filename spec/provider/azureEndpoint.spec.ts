import { expect } from 'chai';
import { isAzureEndpoint } from '../../lib/provider/azureEndpoint.js';

const rows: readonly (readonly [boolean, string, string])[] = [
  [true, 'test', 'https://foo.openai.azure.com/openai'],
  [true, 'test', 'https://foo.openai.azure.us/openai/deployments/bar'],
  [true, 'test', 'https://foo.cognitiveservices.azure.cn/openai'],
  [true, 'test', 'https://foo.aoai.azure.com/openai'],
  [true, 'test', 'https://foo.openai.azure-api.net/openai'],
  [true, 'test', 'https://foo.z01.azurefd.net/'],
  [true, 'test', 'https://gateway.windows.net/openai'],
  [true, 'test', 'https://FOO.OpenAI.Azure.COM/openai'],
  [true, 'test', 'https://proxy.example/foo.openai.azure.com/openai'],
  [true, 'azure', 'https://host.example'],
  [true, 'Azure', 'https://host.example'],
  [false, 'my-azure', 'https://host.example'],
  [false, 'azure ', 'https://host.example'],
  [false, 'test', 'https://api.openai.com/v1'],
  [false, 'test', 'https://myproxy.azurewebsites.net/openai'],
];

describe('isAzureEndpoint', () => {
  for (const [expected, name, baseUrl] of rows)
    it(`takes "${name}" at ${baseUrl} for ${expected ? 'Azure' : 'another provider'}`, () => {
      expect(isAzureEndpoint({ name, baseUrl })).to.equal(expected);
    });
});
