import type { Page } from 'playwright-core';

/** What the browser itself says of a status that is an error; a page cannot prevent it. */
const OF_THE_BROWSER = 'Failed to load resource: ';

/** Everything that a page complains of: exceptions and errors in the console. Grows as it happens. */
export const pageErrorsOf = (page: Page): readonly string[] => {
  const pageErrors: string[] = [];
  page.on('pageerror', (error) => pageErrors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') pageErrors.push(message.text());
  });
  return pageErrors;
};

/** Without those that every fault of a server causes, whatever a page does. */
export const ownErrors = (pageErrors: readonly string[]): readonly string[] =>
  pageErrors.filter((text) => !text.startsWith(OF_THE_BROWSER));
