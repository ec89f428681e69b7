import * as z from 'zod';
import { backport, reportTopic } from '../../render/fhir/subscription.ts';
import { SearchError } from '../fhir-read/search-parameters.ts';

const extension = z.object({
  url: z.string(),
  valueString: z.string().optional(),
  valueCode: z.string().optional(),
});
const extended = z.object({ extension: z.array(extension).max(10) }).optional();

/** The parts of a Subscription that a client may state; others are refused. */
export const postedSubscription = z.strictObject({
  resourceType: z.literal('Subscription'),
  meta: z.object({ profile: z.array(z.string()).optional() }).optional(),
  status: z.literal('requested'),
  reason: z.string().min(1).max(200).optional(),
  end: z.iso.datetime({ offset: true }).optional(),
  contact: z.unknown().optional(),
  criteria: z.string().max(500),
  _criteria: extended,
  channel: z.strictObject({
    type: z.literal('rest-hook'),
    endpoint: z.string().max(500),
    payload: z.literal('application/fhir+json').optional(),
    _payload: extended,
    header: z.array(z.string().max(4000)).max(1).optional(),
  }),
});

export interface Wanted {
  readonly endpoint: string;
  readonly authorization: string | undefined;
  /** As the client names the patient. */
  readonly patient: string | undefined;
  readonly reason: string | undefined;
  readonly end: Date | undefined;
}

/**
 * What a client asks for by a Subscription of the R4 backport.
 * @throws SearchError with the place of the first fault
 */
export function wantedSubscription(body: unknown, system: string): Wanted {
  if (body === undefined) throw new SearchError(400, 'invalid', 'the body of the request is no JSON');
  const read = postedSubscription.safeParse(body);
  if (!read.success) {
    const [issue] = read.error.issues;
    // the names of a place may be anything, too
    const place = (issue?.path ?? []).map(String).join('.');
    const at = `Subscription${place === '' ? '' : `.${place}`}`;
    if (issue?.code === 'unrecognized_keys')
      throw refused(`${at} has parts that are not supported; it may have ${partsOf(issue.path[0])}`);
    throw refused(`${at} cannot be taken${isMissing(body, issue?.path ?? []) ? ': it is missing' : ''}`);
  }
  const { criteria, channel, reason, end, ...rest } = read.data;
  const topic = reportTopic(system);
  if (criteria !== topic) throw refused(`Subscription.criteria is not the topic of this server: ${topic}`);
  const contents = channel._payload?.extension ?? [];
  const isIdOnly =
    contents.length === 1 && contents[0]?.url === backport.content && contents[0].valueCode === 'id-only';
  if (!isIdOnly)
    throw refused('Subscription.channel.payload has the content id-only alone: backport-payload-content');
  return {
    endpoint: channel.endpoint,
    authorization: authorizationIn(channel.header?.[0]),
    patient: patientIn(rest._criteria?.extension ?? []),
    reason,
    end: end === undefined ? undefined : new Date(end),
  };
}

/** The names that a client may use. The names that it used may be anything. */
const partsOf = (place: PropertyKey | undefined): string =>
  Object.keys(place === 'channel' ? postedSubscription.shape.channel.shape : postedSubscription.shape).join(
    ', ',
  );

/** Whether a body has nothing at a place of the schema. */
const isMissing = (body: unknown, path: readonly PropertyKey[]): boolean =>
  path.length > 0 &&
  path.reduce<unknown>((of, name) => (isRecord(of) ? of[String(name)] : undefined), body) === undefined;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

function authorizationIn(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const value = /^authorization: *([\x21-\x7e][\x20-\x7e]*)$/i.exec(header)?.[1];
  if (value === undefined) throw refused('Subscription.channel.header is one line: Authorization: …');
  return value;
}

function patientIn(filters: readonly z.infer<typeof extension>[]): string | undefined {
  const [filter, ...others] = filters;
  if (filter === undefined) return undefined;
  const patient = /^DiagnosticReport\?patient=(?:Patient\/)?([A-Za-z0-9.-]{1,64})$/.exec(
    filter.valueString ?? '',
  )?.[1];
  if (patient === undefined || others.length > 0 || filter.url !== backport.filter)
    throw refused('Subscription.criteria has one filter at most: DiagnosticReport?patient=Patient/ID');
  return patient;
}

const refused = (message: string): SearchError => new SearchError(400, 'not-supported', message);

/**
 * Whether the site allows an endpoint: the same origin as an address of its list, and a path below it. An address with a
 * user, a password or a fragment is never allowed.
 */
export function isAllowedEndpoint(endpoint: string, allowed: readonly string[]): boolean {
  if (!URL.canParse(endpoint)) return false;
  const { origin, pathname, username, password, hash } = new URL(endpoint);
  if (username !== '' || password !== '' || hash !== '') return false;
  return allowed.some((one) => {
    const base = new URL(one);
    const folder = base.pathname.endsWith('/') ? base.pathname : `${base.pathname}/`;
    return origin === base.origin && (pathname === base.pathname || pathname.startsWith(folder));
  });
}
