"""How sure are we? One seeded simulation of everything uncertain in a study, and what is read off it.

``pert``, ``uncertain`` and ``draws`` turn rows with ``low`` and ``high`` into random draws; ``simulation`` sums them
up with ``learning`` and ``ranking``; ``intervals`` and ``influence`` read off intervals, probabilities and causes;
``smaa`` and ``simplex`` are for weights of which nothing is known.
"""
