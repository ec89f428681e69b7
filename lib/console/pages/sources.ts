import type { Source } from '../../site/site.ts';
import { sourceIsSilent } from '../../site/source-is-silent.ts';
import type { Page, PageContext } from '../page.ts';
import { attempt } from '../parts/attempt.ts';
import { counted } from '../parts/counted.ts';
import { type Html, html, type Value } from '../parts/html.ts';
import { live } from '../parts/live.ts';
import { empty } from '../parts/notice.ts';
import { table } from '../parts/table.ts';
import { tag } from '../parts/tag.ts';
import { age, time } from '../parts/time.ts';
import { everybody } from '../who-may.ts';

/** Who sends, when each was last heard, and the channels of the gateway. */
export const sourcesPage: Page = {
  path: '/sources',
  title: 'Sources and gateways',
  menu: 'Sources',
  roles: everybody,
  render: async (context) => {
    const heard = await attempt('When the sources were last heard', lastHeard(context), (rows) =>
      sources(rows, context),
    );
    return {
      content: live(
        '/sources',
        html`<h2>Sources</h2>${heard}<h2>Channels of the gateway</h2>${channels(context)}`,
        context,
      ),
    };
  },
};

interface HeardSource {
  readonly source: Source;
  readonly heardAt: string | undefined;
}

const lastHeard = ({ system: { site, messages } }: PageContext): Promise<readonly HeardSource[]> =>
  Promise.all(
    site.sources.map(async (source) => ({ source, heardAt: await messages.lastReceived(source.id) })),
  );

const sources = (rows: readonly HeardSource[], context: PageContext): Value =>
  table({
    caption: counted(rows.length, 'source'),
    columns: [
      {
        head: 'Source',
        cell: ({ source }) =>
          html`<a href="${context.href(`/messages?source=${source.id}`)}">${source.id}</a>`,
      },
      { head: 'Kind', cell: ({ source }) => source.kind },
      { head: 'Profile', cell: ({ source }) => source.profile },
      {
        head: 'MSH-3, MSH-4',
        cell: ({ source: { sender } }) => `${sender.application ?? 'any'}, ${sender.facility ?? 'any'}`,
      },
      {
        head: 'Last heard',
        cell: ({ heardAt }) => (heardAt === undefined ? 'never' : time(heardAt, context)),
      },
      {
        head: 'Ago',
        isNumber: true,
        cell: ({ heardAt }) => heardAt !== undefined && age(heardAt, context.now),
      },
      {
        head: 'Silent after',
        isNumber: true,
        cell: ({ source }) =>
          source.silentAfterMinutes === undefined ? 'no limit' : `${source.silentAfterMinutes} min`,
      },
      { head: 'State', cell: (row) => stateOf(row, context) },
    ],
    rows,
    empty: empty('The site has no source.'),
  });

function stateOf({ source, heardAt }: HeardSource, { system, now }: PageContext): Html {
  if (sourceIsSilent(system.site, source.id, heardAt, now.toISOString())) return tag('bad', 'silent');
  return heardAt === undefined ? tag('neutral', 'never heard') : tag('good', 'heard');
}

const channels = ({ system: { site } }: PageContext): Value =>
  table({
    caption: 'As the site describes them; their state is at the gateway',
    columns: [
      { head: 'Channel', cell: ({ id }) => id },
      { head: 'Kind', cell: ({ kind }) => kind },
      { head: 'Policy', cell: ({ policy }) => policy },
      {
        head: 'Silent after',
        isNumber: true,
        cell: ({ silentAfterMinutes }) =>
          silentAfterMinutes === 0 ? 'no limit' : `${silentAfterMinutes} min`,
      },
    ],
    rows: site.gateway?.channels ?? [],
    empty: empty('The site describes no channel: the gateway has one for MLLP.'),
  });
