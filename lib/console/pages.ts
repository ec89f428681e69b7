import type { Page } from './page.ts';
import { auditPage } from './pages/audit.ts';
import { deadLettersPage } from './pages/dead-letters.ts';
import { deliveriesPage } from './pages/deliveries.ts';
import { holdPage } from './pages/hold.ts';
import { messagePage } from './pages/message.ts';
import { messagesPage } from './pages/messages.ts';
import { sitePage } from './pages/site.ts';
import { sourcesPage } from './pages/sources.ts';
import { todayPage } from './pages/today.ts';
import { unmappedPage } from './pages/unmapped.ts';
import { waitingPage } from './pages/waiting.ts';

/** Every page, in the order of the navigation. */
export const pages: readonly Page[] = [
  todayPage,
  waitingPage,
  holdPage,
  messagesPage,
  messagePage,
  deliveriesPage,
  deadLettersPage,
  unmappedPage,
  sourcesPage,
  auditPage,
  sitePage,
];
