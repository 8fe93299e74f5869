"""What a customer does: one file a mechanism, plain functions about one customer.

| file | question |
|---|---|
| need | does the problem come up? |
| look | does the customer compare at all? |
| choice | which of the known solutions is best, net of switching costs? |
| experience | what was delivered, and what is learned from it? |
| evaluation | how satisfied is the customer now? |
| voice | is a failure voiced, or borne in silence? |
| attention | whom does the provider turn to? |
| talk | what else does the customer come to know? |
| arrival | who is the customer? |
| leaving | what is written down when a customer goes? |
| period | one period in the life of a customer, from top to bottom |
"""
