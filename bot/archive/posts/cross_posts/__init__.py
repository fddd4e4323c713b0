"""Cross-posts: posts of one person that say the same on several networks.

Precision goes before recall: two posts that are taken for one hide one of them from draws, while
two that are not found to be one are shown twice, as ever.
"""
