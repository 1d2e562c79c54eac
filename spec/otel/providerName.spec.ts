import { expect } from 'chai';
import { providerName } from '../../lib/otel/providerName.js';
import { azure, lmStudio, ollama, openai } from '../../lib/provider/presets.js';

describe('providerName', () => {
  const ROWS: readonly (readonly [string, string, string])[] = [
    ['mine', 'https://api.openai.com/v1', 'openai'],
    ['mine', 'https://eu.api.openai.com/v1', 'openai'],
    ['mine', 'https://api.openai.com.evil.test/v1', 'mine'],
    ['mine', 'https://notapi.openai.com/v1', 'mine'],
    ['mine', 'wss://api.openai.com/v1', 'openai'],
    ['mine', 'https://r.openai.azure.com/openai/v1', 'azure.ai.openai'],
    ['Azure', 'https://gateway.test/v1', 'azure.ai.openai'],
    ['mine', 'https://api.anthropic.com/v1', 'anthropic'],
    ['mine', 'https://api.cohere.ai/compatibility/v1', 'cohere'],
    ['mine', 'https://api.deepseek.com', 'deepseek'],
    ['mine', 'https://api.groq.com/openai/v1', 'groq'],
    ['mine', 'https://api.mistral.ai/v1', 'mistral_ai'],
    ['mine', 'https://api.moonshot.cn/v1', 'moonshot_ai'],
    ['mine', 'https://api.perplexity.ai', 'perplexity'],
    ['mine', 'https://api.x.ai/v1', 'x_ai'],
    ['mine', 'https://generativelanguage.googleapis.com/v1beta/openai', 'gcp.gemini'],
    ['mine', 'https://us-central1-aiplatform.googleapis.com/v1', 'gcp.vertex_ai'],
    ['mine', 'https://aiplatform.googleapis.com/v1', 'gcp.vertex_ai'],
    ['mine', 'https://bedrock-runtime.us-west-2.amazonaws.com/openai/v1', 'aws.bedrock'],
    ['mine', 'https://us-south.ml.cloud.ibm.com/v1', 'ibm.watsonx.ai'],
    ['OpenAI', 'http://127.0.0.1:8080/v1', 'openai'],
    ['X_AI', 'https://gateway.test/v1', 'x_ai'],
    ['Open Router', 'https://openrouter.ai/api/v1', 'Open Router'],
    ['mine', 'nowhere', 'mine'],
  ];
  for (const [provider, baseUrl, name] of ROWS)
    it(`of ${provider} at ${baseUrl} is ${name}`, () => {
      expect(providerName({ provider, baseUrl })).to.equal(name);
    });

  it('of the presets is a well-known one, or theirs', () => {
    const names = [openai(), azure({ resource: 'r' }), ollama(), lmStudio()].map(({ name, baseUrl }) =>
      providerName({ provider: name, baseUrl }),
    );
    expect(names).to.deep.equal(['openai', 'azure.ai.openai', 'Ollama', 'LM Studio']);
  });
});
