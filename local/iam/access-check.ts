import { runSimulation } from '@cloud-copilot/iam-simulate';
import type { AccessCheck, Refusal } from '../aws/endpoint.ts';
import type { AwsRequest } from '../aws/request.ts';
import { type PolicyDocument, type Principals, roleOf } from './principals.ts';
import { type Permission, type ResourceNames, requiredPermissions } from './required-permissions.ts';

export interface RoleAccessOptions {
  readonly principals: Principals;
  readonly names: ResourceNames;
  readonly account: string;
  /** Resource policies of queues, the bucket and the key, by ARN. */
  readonly resourcePolicies: ReadonlyMap<string, unknown>;
}

/** A permission that a caller has used: `Receive… dynamodb:PutItem arn:…`. */
export interface UsedPermission extends Permission {
  readonly caller: string;
}

/**
 * Judges requests as IAM does, by the policies of the template. A caller of the template may do only what its
 * role allows. Any other caller (`local`) owns the account.
 */
export class RoleAccess implements AccessCheck {
  readonly #options: RoleAccessOptions;
  readonly #verdicts = new Map<string, Promise<boolean>>();
  readonly #used = new Map<string, UsedPermission>();
  readonly #revoked = new Set<string>();
  readonly #beginnings = new Map<string, readonly string[]>();

  constructor(options: RoleAccessOptions) {
    this.#options = options;
  }

  async refuse(request: AwsRequest): Promise<Refusal | undefined> {
    for (const permission of requiredPermissions(request, this.#options.names))
      if (!(await this.mayDo(request.caller, permission))) return refusal(request.caller, permission);
    return undefined;
  }

  /**
   * Revokes an action from every role whose name starts with `role` (`Receive`), until the returned function
   * is called. Shows how a deployment without that permission behaves.
   */
  revoke(role: string, action: string): () => void {
    const revoked = `${role} ${action}`;
    this.#revoked.add(revoked);
    this.#verdicts.clear();
    return () => {
      this.#revoked.delete(revoked);
      this.#verdicts.clear();
    };
  }

  /** The policies of a caller, without revoked actions. */
  #policiesOf(caller: string): readonly PolicyDocument[] {
    return (this.#options.principals.get(caller) ?? []).map((document) => ({
      ...document,
      Statement: document.Statement.flatMap((statement) => {
        const Action = [statement.Action].flat().filter((action) => !this.#isRevoked(caller, action));
        return Action.length === 0 ? [] : [{ ...statement, Action }];
      }),
    }));
  }

  #isRevoked(caller: string, action: string): boolean {
    return [...this.#revoked].some((one) => {
      const [role = '', revoked] = one.split(' ');
      return action === revoked && roleOf(caller).startsWith(role);
    });
  }

  /**
   * Whether a caller has this permission. A caller that is no role of the template may do everything. Of the
   * template's roles, each permission that they use is recorded.
   */
  async mayDo(caller: string, permission: Permission): Promise<boolean> {
    if (!this.#options.principals.has(caller)) return true;
    const { action, resource } = permission;
    const leadingKeys = this.#standInsFor(caller, permission);
    const name = `${caller} ${action} ${resource} ${leadingKeys?.join(' ') ?? ''}`;
    const verdict = this.#verdicts.get(name) ?? this.#simulate(caller, { action, resource, leadingKeys });
    this.#verdicts.set(name, verdict);
    const isAllowed = await verdict;
    if (isAllowed) this.#used.set(`${caller} ${action} ${resource}`, { caller, action, resource });
    return isAllowed;
  }

  /** Every permission used so far. */
  used(): readonly UsedPermission[] {
    return [...this.#used.values()];
  }

  /**
   * Stands for the partition keys of a request in what IAM is asked, so that one answer serves many rows: what
   * the policies of the caller say of a key is only how it begins.
   */
  #standInsFor(caller: string, { leadingKeys }: Permission): readonly string[] | undefined {
    if (leadingKeys === undefined) return undefined;
    const beginnings = this.#beginningsOf(caller);
    const standIn = (key: string) => beginnings.find((beginning) => key.startsWith(beginning)) ?? 'another';
    return [...new Set(leadingKeys.map((key) => `${standIn(key)}row`))].sort();
  }

  /** How partition keys begin in the conditions of a caller's policies, the longest first. */
  #beginningsOf(caller: string): readonly string[] {
    const known = this.#beginnings.get(caller);
    if (known !== undefined) return known;
    const patterns = (this.#options.principals.get(caller) ?? [])
      .flatMap(({ Statement }) => Statement)
      .flatMap(({ Condition = {} }) => Object.entries(Condition))
      .filter(([operator]) => operator.endsWith(':StringLike'))
      .flatMap(([, values]) => values['dynamodb:LeadingKeys'] ?? []);
    if (patterns.some((pattern) => !/^[^*?]+\*$/.test(pattern)))
      throw new Error('a condition on partition keys that says more than how they begin');
    const beginnings = [...new Set(patterns)]
      .map((pattern) => pattern.slice(0, -1))
      .sort((one, other) => other.length - one.length);
    this.#beginnings.set(caller, beginnings);
    return beginnings;
  }

  async #simulate(caller: string, { action, resource, leadingKeys }: Permission): Promise<boolean> {
    const { account, resourcePolicies } = this.#options;
    const policy = resourcePolicies.get(resource) ?? resourcePolicies.get(resource.replace(/\/.*$/, ''));
    const simulated = await runSimulation(
      {
        request: {
          action,
          principal: `arn:aws:sts::${account}:assumed-role/${caller}/local`,
          resource: { resource, accountId: account },
          contextVariables: {
            'aws:SecureTransport': 'true',
            ...(leadingKeys === undefined ? {} : { 'dynamodb:LeadingKeys': [...leadingKeys] }),
          },
        },
        identityPolicies: this.#policiesOf(caller).map((document, index) => ({
          name: `${caller}-${index}`,
          policy: document,
        })),
        serviceControlPolicies: [],
        resourceControlPolicies: [],
        ...(policy === undefined ? {} : { resourcePolicy: policy }),
      },
      {},
    );
    if (simulated.resultType === 'error')
      throw new Error(`IAM cannot judge ${action} on ${resource}: ${simulated.errors.message}`);
    return simulated.overallResult === 'Allowed';
  }
}

const refusal = (caller: string, { action, resource }: Permission): Refusal => ({
  action,
  message: `User: ${caller} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
});
