// sparql-http-client's jobs.

import ParsingClient from 'sparql-http-client/ParsingClient.js'
import SimpleClient from 'sparql-http-client/SimpleClient.js'
import StreamClient from 'sparql-http-client/StreamClient.js'

const options = { endpointUrl: query, updateUrl: update, storeUrl: graphs, headers: authorization }
const parsing = new ParsingClient(options)
const stream = new StreamClient(options)
const simple = new SimpleClient(options)
const operations = ['get', 'postUrlencoded', 'postDirect']

const collected = async (readable) => {
  const found = []
  for await (const item of readable) found.push(item)
  return found
}

await run({
  'select by every method': async () => {
    for (const operation of operations) {
      const [row] = await parsing.query.select(CHINESE_NAME, { operation })
      assert.equal(row.name.value, '国际竹藤组织')
      assert.equal(row.name.language, 'zh')
    }
  },
  'select with Chinese in the query by every method': async () => {
    for (const operation of operations) {
      const rows = await parsing.query.select(BY_CHINESE_NAME, { operation })
      assert.deepEqual(rows.map((row) => row.s.value), [`${EX}inbar`])
    }
  },
  ask: async () => {
    assert.equal(await parsing.query.ask(ask('Organization')), true)
    assert.equal(await parsing.query.ask(ask('Nothing')), false)
  },
  construct: async () => {
    assert.equal((await parsing.query.construct(CONSTRUCT_LABELS)).size, LABELS)
  },
  describe: async () => {
    assert.equal((await parsing.query.construct(DESCRIBE_IT)).size, 3)
  },
  'a large result in a stream': async () => {
    const rows = await collected(stream.query.select(ALL_NUMBERS))
    assert.equal(new Set(rows.map((row) => row.n.value)).size, NUMBERS)
  },
  'a large graph in a stream': async () => {
    const text = PREFIXES + 'CONSTRUCT WHERE { ?s ex:value ?n }'
    assert.equal((await collected(stream.query.construct(text))).length, NUMBERS)
  },
  'a plain response in another format': async () => {
    const response = await simple.query.select(CHINESE_NAME, { headers: { accept: 'text/csv' } })
    assert.match(response.headers.get('content-type'), /^text\/csv/)
    assert.match(await response.text(), /国际竹藤组织/)
  },
  'update by every method': async () => {
    // What it posts directly it calls a query, unless it is told otherwise.
    const direct = { operation: 'postDirect', headers: { 'content-type': 'application/sparql-update' } }
    for (const way of [{ operation: 'postUrlencoded' }, direct]) {
      const data = "GRAPH ex:javascript { ex:a rdfs:label '竹'@zh }"
      await stream.query.update(PREFIXES + `INSERT DATA { ${data} }`, way)
      assert.equal(await parsing.query.ask(PREFIXES + `ASK { ${data} }`), true)
      await stream.query.update(PREFIXES + 'DROP GRAPH ex:javascript', way)
    }
  },
  'put, get, post and get a graph': async () => {
    const { factory } = stream
    const graph = factory.namedNode(`${EX}图`)
    const quad = (n) =>
      factory.quad(factory.namedNode(`${EX}${n}`), factory.namedNode(`${EX}p`), factory.literal('竹'))
    const { Readable } = await import('node:stream')
    await stream.store.put(Readable.from([quad(1)]), { graph })
    assert.equal((await collected(stream.store.get(graph))).length, 1)
    await stream.store.post(Readable.from([quad(2)]), { graph })
    const found = await collected(stream.store.get(graph))
    assert.deepEqual(found.map((each) => each.object.value), ['竹', '竹'])
  },
  'an error is told': async () => {
    await assert.rejects(parsing.query.select('SELECT ?s WHERE { ?s ?p }'), /400|Bad Request/)
  },
  'a missing token is told': async () => {
    if (!token) return
    const stranger = new SimpleClient({ ...options, headers: {} })
    const response = await stranger.query.update('INSERT DATA { <a:a> <a:b> <a:c> }')
    assert.equal(response.status, 401)
  },
})
