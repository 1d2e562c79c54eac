/** One message of a Messages request. */
export interface Message {
  readonly role: 'user' | 'assistant' | 'system';
  readonly content: unknown[];
}
