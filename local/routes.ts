import type { Routes } from './http-api.ts';
import type { LambdaFunction } from './lambda-function.ts';
import { REGION, type TemplateResolver } from './template-resolver.ts';

/** Every deployed function, by its name. */
export type Functions = ReadonlyMap<string, LambdaFunction>;

interface MethodProperties {
  readonly HttpMethod: string;
  readonly ResourceId: string;
  readonly RestApiId: string;
  readonly AuthorizationType: string;
  readonly AuthorizerId?: string;
  readonly Integration: { readonly Uri: string };
}

/** Functions by route key, from the resource tree of each REST API. */
export function routesOf(
  template: TemplateResolver,
  functions: Functions,
  mayCall: (accessKey: string, arn: string) => Promise<boolean>,
): Routes {
  const paths = new Map<string, string>();
  const resources = template.resourcesOf('AWS::ApiGateway::Resource').map((resource) => ({
    name: template.physicalName(resource),
    ...(resource.properties as { ParentId: string; PathPart: string }),
  }));
  const pathOf = (name: string): string => {
    const resource = resources.find((one) => one.name === name);
    return resource === undefined ? '' : `${pathOf(resource.ParentId)}/${resource.PathPart}`;
  };
  for (const { name } of resources) paths.set(name, pathOf(name));
  const authorizers = new Map(
    template
      .resourcesOf('AWS::ApiGateway::Authorizer')
      .map((one) => [
        template.physicalName(one),
        functionAt(functions, String(one.properties['AuthorizerUri'])),
      ]),
  );
  const apiNames = new Map(
    template
      .resourcesOf('AWS::ApiGateway::RestApi')
      .map((api) => [template.physicalName(api), String(api.properties['Name'])]),
  );
  return new Map(
    template.resourcesOf('AWS::ApiGateway::Method').map(({ properties }) => {
      const method = properties as unknown as MethodProperties;
      const authorizer = authorizers.get(method.AuthorizerId ?? '');
      if (method.AuthorizationType === 'CUSTOM' && authorizer === undefined)
        throw new Error('a method whose authorizer is not in the template');
      const path = paths.get(method.ResourceId) ?? '/';
      return [
        `${method.HttpMethod} ${path}`,
        {
          apiName: apiNames.get(method.RestApiId) ?? '',
          arn: `arn:aws:execute-api:${REGION}:${template.account}:${method.RestApiId}/live/${method.HttpMethod}${path}`,
          target: functionAt(functions, method.Integration.Uri),
          authorizer,
          mayCall: method.AuthorizationType === 'AWS_IAM' ? mayCall : undefined,
        },
      ];
    }),
  );
}

/**
 * The function of an integration or authorizer URI: `…:lambda:path/2015-03-31/functions/<ARN>/invocations`.
 */
const functionAt = (functions: Functions, uri: string): LambdaFunction =>
  find(functions, /:function:([^/]+)\/invocations$/.exec(uri)?.[1] ?? uri);

export function find(functions: Functions, name: string): LambdaFunction {
  const found = functions.get(name);
  if (found === undefined) throw new Error(`the template refers to a function ${name} that it does not have`);
  return found;
}
