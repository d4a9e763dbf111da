"""The Reconciliation Service API, 0.2 and the draft of 1.0, on one set of answers.

messages     requests as values, of either version
catalogue    one version of the dataset: its organizations, types and properties
answering    requests to answers, in either version's JSON
manifest     what the service says of itself
previews     what is shown of an organization in a box
routes       paths, parameters, JSONP

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
https://reconciliation-api.github.io/specs/draft/
"""
