import type { Attributes, AttributeValue } from '@opentelemetry/api';

const isTexts = (value: AttributeValue | undefined): value is string[] =>
  Array.isArray(value) && value.every((member) => typeof member === 'string');

const redacted = (value: AttributeValue | undefined, redact: (text: string) => string): AttributeValue | undefined => {
  if (typeof value === 'string') return redact(value);
  return isTexts(value) ? value.map(redact) : value;
};

/**
 * Masks secrets in the texts of attributes. A model, the id of a conversation or a stop sequence comes from the program,
 * but an earlier answer may have been their source.
 */
export const redactAttributes = (attributes: Attributes, redact: (text: string) => string): Attributes =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, redacted(value, redact)]));
