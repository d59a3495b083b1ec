"""Reading a run: one page that stands alone, a view for the terminal, the comparison of two runs.

Everything here reads what ``agentsim.runs`` stored and what ``agentsim.numbers`` counted; nothing here changes either.
Whatever a model, a provider or a file said is text: it is revealed, escaped, and never becomes an element or an escape.
"""
