import type { Page } from 'playwright-core';

/** What the browser itself says of a status that is an error; a page cannot prevent it. */
const OF_THE_BROWSER = 'Failed to load resource: ';

/** Everything that a page complains of: exceptions and errors in the console. Grows as it happens. */
export const complaintsOf = (page: Page): readonly string[] => {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return complaints;
};

/** Without those that every fault of a server causes, whatever a page does. */
export const ownComplaints = (complaints: readonly string[]): readonly string[] =>
  complaints.filter((text) => !text.startsWith(OF_THE_BROWSER));
