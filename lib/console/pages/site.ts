import { insecureAddresses } from '../../site/insecure-addresses.ts';
import type { Site } from '../../site/site.ts';
import type { Page, PageContext } from '../page.ts';
import { counted } from '../parts/counted.ts';
import { fields } from '../parts/fields.ts';
import { type Html, html, type Value } from '../parts/html.ts';
import { caution, empty } from '../parts/notice.ts';
import { table } from '../parts/table.ts';
import { everybody } from '../who-may.ts';

/** The site that the system runs. It is changed in its folder and deployed, never here. */
export const sitePage: Page = {
  path: '/site',
  title: 'Site',
  menu: 'Site',
  roles: everybody,
  render: (context) => ({
    content: html`<p>The site that the system runs. It is changed in its folder and deployed; nothing is changed here.</p>
${laboratory(context)}${insecure(context)}
<h2>Sources</h2>${sources(context)}
<h2>Destinations</h2>${destinations(context)}`,
  }),
};

function laboratory({ system: { site, siteVersion } }: PageContext): Html {
  const { laboratory: own, limits, retention } = site;
  return fields([
    ['Laboratory', own.name],
    ['Identifier system', own.system],
    ['Time zone', own.timeZone],
    ['Site version', html`<span class="id">${siteVersion}</span>`],
    ['Longest message', `${limits.messageBytes} bytes`],
    ['Order numbers are used again after', `${limits.reuseDays} days`],
    ['Sample numbers are used again after', `${limits.sampleHours} h`],
    ['A script may take', `${limits.scriptMs} ms`],
    ['Reports are kept', keptReports(retention)],
    ['Messages are kept', counted(retention.messages, 'year')],
    ['Controls are kept', counted(retention.controls, 'year')],
    ['The audit log is kept', counted(retention.audit, 'year')],
  ]);
}

const keptReports = ({ reports, classes }: Site['retention']): string =>
  [
    counted(reports, 'year'),
    ...classes.map(({ sections, years }) => `${sections.join(', ')} ${counted(years, 'year')}`),
  ].join('; ');

function insecure({ system: { site } }: PageContext): Value {
  const addresses = insecureAddresses(site).map(({ address }) => address);
  return (
    addresses.length > 0 &&
    caution(`Others on the network can read along: ${addresses.join(', ')} use plain HTTP.`)
  );
}

const sources = ({ system: { site }, href }: PageContext): Value =>
  table({
    caption: `${counted(site.sources.length, 'source')} and what is done with their unclear results`,
    columns: [
      { head: 'Source', cell: ({ id }) => html`<a href="${href(`/messages?source=${id}`)}">${id}</a>` },
      { head: 'Kind', cell: ({ kind }) => kind },
      { head: 'Profile', cell: ({ profile }) => profile },
      { head: 'Maps', cell: ({ maps }) => maps.join(', ') },
      { head: 'Script', cell: ({ script }) => script },
      { head: 'Unmapped', cell: ({ unmapped }) => unmapped },
      { head: 'Other unit', cell: ({ unitMismatch }) => unitMismatch },
      { head: 'No order', cell: ({ unmatchedOrders }) => unmatchedOrders },
    ],
    rows: site.sources,
    empty: empty('The site has no source.'),
  });

const destinations = ({ system: { site }, href }: PageContext): Value =>
  table({
    caption: counted(site.destinations.length, 'destination'),
    columns: [
      {
        head: 'Destination',
        cell: ({ id }) => html`<a href="${href(`/deliveries?destination=${id}`)}">${id}</a>`,
      },
      { head: 'Kind', cell: ({ kind }) => kind },
      { head: 'Address', cell: (one) => ('url' in one ? one.url : undefined) },
      { head: 'Only sources', cell: ({ filter }) => filter.sources?.join(', ') ?? 'all' },
    ],
    rows: site.destinations,
    empty: empty('The site delivers to no destination.'),
  });
