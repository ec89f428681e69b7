import type { Page } from './page.ts';
import { auditPage } from './pages/audit.ts';
import { controlResultPage } from './pages/control-result.ts';
import { controlsPage } from './pages/controls.ts';
import { deadLettersPage } from './pages/dead-letters.ts';
import { deliveriesPage } from './pages/deliveries.ts';
import { duePage } from './pages/due.ts';
import { holdPage } from './pages/hold.ts';
import { lookBackPage } from './pages/look-back.ts';
import { lookBacksPage } from './pages/look-backs.ts';
import { lotsPage } from './pages/lots.ts';
import { messagePage } from './pages/message.ts';
import { messagesPage } from './pages/messages.ts';
import { runbookPage } from './pages/runbook.ts';
import { sitePage } from './pages/site.ts';
import { sourcesPage } from './pages/sources.ts';
import { testSystemPage } from './pages/test-system.ts';
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
  controlsPage,
  testSystemPage,
  controlResultPage,
  lotsPage,
  duePage,
  lookBacksPage,
  lookBackPage,
  deliveriesPage,
  deadLettersPage,
  unmappedPage,
  sourcesPage,
  auditPage,
  sitePage,
  runbookPage,
];
