// The HTTP API.

const stage = (name, change) => ({ name, of: 'ApiStage', change: ({ Properties }) => change(Properties) });

export default [
  stage('requests are not throttled', (it) => { delete it.DefaultRouteSettings; }),
  stage('the throttle is no limit', (it) => { it.DefaultRouteSettings.ThrottlingRateLimit = 10_000; }),
  stage('one route has a limit of its own', (it) => {
    it.RouteSettings = { 'POST /oauth/token': { ThrottlingRateLimit: 100_000, ThrottlingBurstLimit: 100_000 } };
  }),
  stage('who asked is not logged', (it) => { delete it.AccessLogSettings; }),
  stage('codes are logged', (it) => { it.AccessLogSettings.Format = '$context.requestId $context.status $context.path $context.identity.sourceIp'; }),
  {
    name: 'a route takes everything',
    of: 'ApiGETlinktx',
    type: 'AWS::ApiGatewayV2::Route',
    change: ({ Properties }) => { Properties.RouteKey = '$default'; },
  },
  {
    name: 'the server’s metadata has no route',
    of: 'ApiGETwellknownoauthauthorizationserver',
    type: 'AWS::ApiGatewayV2::Route',
    says: /RFC 8414/,
    change: (it, { template, id }) => { delete template.Resources[id]; },
  },
  {
    name: 'nothing can be revoked',
    of: 'ApiPOSToauthrevoke',
    type: 'AWS::ApiGatewayV2::Route',
    says: /RFC 7009/,
    change: (it, { template, id }) => { delete template.Resources[id]; },
  },
  {
    name: 'every site’s scripts call the API',
    of: 'Api',
    type: 'AWS::ApiGatewayV2::Api',
    change: ({ Properties }) => { Properties.CorsConfiguration = { AllowOrigins: ['*'], AllowHeaders: ['*'], AllowMethods: ['*'] }; },
  },
];
